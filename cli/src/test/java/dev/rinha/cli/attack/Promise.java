package dev.rinha.cli.attack;

/** What {@code docs/security.md} promises, each by words that stand there. */
enum Promise {
  SLOW("sends the head or the body of a request slowly, or connects and is silent"),
  SLOW_TLS("stops half-way in a handshake of TLS, or goes on byte by byte"),
  UNREAD("takes nothing of what it is answered"),
  UNSENT("is refused before its body is there, and never sends it"),
  MANY_CONNECTIONS("opens many connections"),
  MANY_REQUESTS("asks for much through a trusted proxy"),
  FORGED_ADDRESS("says that it asks for another address"),
  LARGE("sends a large head or body"),
  NO_REQUEST("sends what is no request, or one that is nearly right"),
  NO_TOKEN("Without a token, or with one that is not known: 401"),
  SMALL_ROLE("With too small a role: 403"),
  OTHERS_PAYMENT("404, word for word as for an id that is not known, and at once"),
  STRANGERS_PAGE("that names another origin than the address it goes to"),
  LOOPBACK_NAME("On loopback the management address is asked by the names of loopback only"),
  PURGE("`POST /purge-payments` | a token of role operator");

  private final String words;

  Promise(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
