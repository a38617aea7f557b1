package dev.rinha.simulator;

/** The request cannot be understood; the message says what is wrong. Answered 400, so it carries no stack trace. */
final class InvalidRequest extends RuntimeException {

    InvalidRequest(String message) {
        super(message, null, false, false);
    }
}
