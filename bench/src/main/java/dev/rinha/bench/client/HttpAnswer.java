package dev.rinha.bench.client;

/** A complete HTTP answer. */
record HttpAnswer(int status, String body) {

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
