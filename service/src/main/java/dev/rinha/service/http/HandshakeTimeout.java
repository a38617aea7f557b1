package dev.rinha.service.http;

import io.helidon.webclient.api.ConnectedSocketChannelInfo;
import io.helidon.webclient.api.ConnectedSocketInfo;
import io.helidon.webclient.api.ConnectionListener;
import java.io.IOException;
import java.time.Duration;

/**
 * Bounds how long a handshake of TLS waits for the other side, which Helidon's client does without
 * a bound. Immutable.
 */
record HandshakeTimeout(Duration bound) implements ConnectionListener {

  @Override
  public void socketConnected(ConnectedSocketInfo connected) throws IOException {
    connected.socket().setSoTimeout(Math.toIntExact(Math.max(1, bound.toMillis())));
  }

  /** Workers are reached by TCP alone. */
  @Override
  public void socketChannelConnected(ConnectedSocketChannelInfo connected) {}
}
