package dev.rinha.core.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** An authority of our own, made by the JDK's keytool, and the certificates that it gives. */
public final class TestAuthority {

  private static final char[] PASSWORD = "not secret".toCharArray();

  /** For servers on this machine. */
  public static final String HERE = "dns:localhost,ip:127.0.0.1";

  private final Path folder;
  private final Path store;
  private final AtomicInteger given = new AtomicInteger();

  /** A certificate, its key, both in PEM. */
  public record Pair(Path certificate, Path key) {}

  /**
   * @param folder where all files go
   */
  public TestAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
    make(folder);
    keytool(
        "-alias", "authority", "-ext", "bc:c", "-dname", "CN=authority in " + folder.getFileName());
    write(folder.resolve("authority.pem"), certificates("authority"));
  }

  /** Its own certificate. */
  public Path trust() {
    return folder.resolve("authority.pem");
  }

  /** Gives a certificate for a name such as {@code dns:localhost}. */
  public Pair give(String name) {
    return give(name, "-validity", "2");
  }

  /** Gives one whose time is over. */
  public Pair giveExpired(String name) {
    return give(name, "-startdate", "-10d", "-validity", "5");
  }

  private Pair give(String name, String... time) {
    String alias = "given" + given.incrementAndGet();
    List<String> options =
        new ArrayList<>(List.of("-alias", alias, "-signer", "authority", "-dname", "CN=" + alias));
    options.addAll(List.of("-ext", "san=" + name));
    options.addAll(List.of(time));
    keytool(options.toArray(String[]::new));
    Pair pair = new Pair(folder.resolve(alias + ".pem"), folder.resolve(alias + ".key"));
    write(pair.certificate(), certificates(alias));
    write(pair.key(), key(alias));
    return pair;
  }

  /**
   * Listens on a free port of loopback with a certificate that it has given; it believes its own.
   */
  public SSLServerSocket listen(Pair pair) {
    try {
      return (SSLServerSocket)
          context(Optional.of(pair))
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Believes what it has given, and shows that certificate of it. */
  public SSLContext context(Optional<Pair> pair) {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (pair.isPresent()) {
        String alias = pair.get().key().getFileName().toString().replace(".key", "");
        own.setKeyEntry(
            alias, open().getKey(alias, PASSWORD), PASSWORD, open().getCertificateChain(alias));
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD);
      KeyStore believed = KeyStore.getInstance("PKCS12");
      believed.load(null, null);
      believed.setCertificateEntry("authority", open().getCertificate("authority"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(believed);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
    command.addAll(List.of(options));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private KeyStore open() {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, PASSWORD);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String certificates(String alias) {
    try {
      StringBuilder pem = new StringBuilder();
      for (Certificate one : open().getCertificateChain(alias)) {
        pem.append(pem("CERTIFICATE", one.getEncoded()));
      }
      return pem.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String key(String alias) {
    try {
      return pem("PRIVATE KEY", open().getKey(alias, PASSWORD).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
