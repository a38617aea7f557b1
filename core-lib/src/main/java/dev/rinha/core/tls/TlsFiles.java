package dev.rinha.core.tls;

import static java.util.Objects.requireNonNull;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files of one side of TLS connections, each in PEM. They are read when they are asked for, and
 * every time anew. Immutable and thread safe.
 *
 * @param trust certificates of the authorities that are believed; empty for those of the JDK
 * @param certificate the own certificate, followed by those between it and its authority; empty for
 *     none
 * @param key the private key of the own certificate, not encrypted; empty for none
 */
public record TlsFiles(Optional<Path> trust, Optional<Path> certificate, Optional<Path> key) {

  /** Believes the authorities of the JDK and has no certificate of its own. */
  public static final TlsFiles NONE =
      new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if there is a certificate without a key, or a key without a
   *     certificate
   */
  public TlsFiles {
    requireNonNull(trust, "trust");
    requireNonNull(certificate, "certificate");
    requireNonNull(key, "key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "a certificate and its key belong together: give both files or none");
    }
  }

  /** The same, and only these authorities are believed. */
  public TlsFiles withTrust(Path file) {
    return new TlsFiles(Optional.of(requireNonNull(file, "file")), certificate, key);
  }

  /** The same with a certificate of its own. */
  public TlsFiles withCertificate(Path file, Path keyFile) {
    return new TlsFiles(
        trust,
        Optional.of(requireNonNull(file, "file")),
        Optional.of(requireNonNull(keyFile, "keyFile")));
  }

  /**
   * The authorities; empty for those of the JDK.
   *
   * @throws IllegalArgumentException if the file cannot be read or has none; names the file
   */
  public List<X509Certificate> authorities() {
    return certificates(trust);
  }

  /**
   * The own certificate and those between it and its authority; empty for none.
   *
   * @throws IllegalArgumentException if the file cannot be read or has none; names the file
   */
  public List<X509Certificate> chain() {
    return certificates(certificate);
  }

  /**
   * The own key.
   *
   * @throws IllegalArgumentException if the file cannot be read or has none; names the file and
   *     nothing of its content
   */
  public Optional<PrivateKey> privateKey() {
    return key.map(file -> read(file, "a private key", TlsFiles::key));
  }

  /**
   * Reads all files once.
   *
   * @throws IllegalArgumentException if one cannot be read, or the key is another certificate's;
   *     names it
   */
  public void requireReadable() {
    var _ = authorities();
    List<X509Certificate> chain = chain();
    Optional<PrivateKey> own = privateKey();
    if (own.isPresent() && !belongTogether(own.get(), chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "'%s' is not the key of the certificate in '%s'"
              .formatted(key.orElseThrow(), certificate.orElseThrow()));
    }
  }

  private static boolean belongTogether(PrivateKey own, PublicKey open) {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(own);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<X509Certificate> certificates(Optional<Path> from) {
    return from.map(file -> read(file, "certificates", TlsFiles::certificates)).orElse(List.of());
  }

  private static List<X509Certificate> certificates(Resource resource) {
    return Keys.builder().pem(pem -> pem.certificates(resource)).build().certs();
  }

  private static PrivateKey key(Resource resource) {
    return Keys.builder().pem(pem -> pem.key(resource)).build().privateKey().orElseThrow();
  }

  private static <T> T read(Path file, String what, Function<Resource, T> reader) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "'%s' cannot be read; it must be a PEM file with %s".formatted(file, what));
    }
    try {
      return reader.apply(Resource.create(file));
    } catch (RuntimeException e) {
      // Not why: that may show a part of a key.
      throw new IllegalArgumentException("'%s' is no PEM file with %s".formatted(file, what));
    }
  }
}
