package dev.rinha.core.execution;

/** What an operator found out about a payment in doubt. The code is what histories store. */
public enum Verdict {
  /** Executed by the processor to which it was sent, with the time that was sent. */
  SETTLED('x', "it was executed"),
  /** Not executed, and nothing is on its way any more that could be. */
  NOT_EXECUTED('n', "it was not executed");

  private final char code;
  private final String words;

  Verdict(char code, String words) {
    this.code = code;
    this.words = words;
  }

  /** The verdict as a clause. */
  public String words() {
    return words;
  }

  char code() {
    return code;
  }

  static Verdict ofCode(char code) {
    for (Verdict verdict : values()) {
      if (verdict.code == code) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("no verdict has the code '" + code + "'");
  }
}
