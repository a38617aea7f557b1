package dev.rinha.cli.attack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What a client of TLS sends, and one that believes everybody. */
final class TlsBytes {

  private TlsBytes() {}

  private static final class Gullible implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Gullible()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A greeting, a character for each byte. */
  static String hello() {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer greeting = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.wrap(ByteBuffer.allocate(0), greeting);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    return new String(greeting.array(), 0, greeting.position(), StandardCharsets.ISO_8859_1);
  }
}
