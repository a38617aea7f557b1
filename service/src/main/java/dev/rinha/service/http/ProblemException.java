package dev.rinha.service.http;

/**
 * Ends the handling of a request with a problem. Carries no stack trace: it is an answer, not a
 * fault of the program, and callers can provoke it at will.
 */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
