package dev.rinha.service.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has a token, and what it allows. Only SHA-256 hashes are known here: tokens have 256 random
 * bits, so that nobody finds one from its hash. Immutable; its text has no hash.
 *
 * <p>A name may stand there several times with the same role, so that one token can replace
 * another.
 */
public final class Tokens {

  /** How many there may be. */
  public static final int MOST = 256;

  /** The longest token that is looked at, in characters. */
  public static final int MOST_CHARACTERS = 256;

  private static final int MOST_BYTES = 65_536;
  private static final String SHAPE = "NAME ROLE sha256:HEX with 64 digits";
  private static final Pattern LINE =
      Pattern.compile("(\\S{1,32}) +([a-z]+) +sha256:([0-9a-f]{64})");

  /** Nobody has one. */
  public static final Tokens NONE = new Tokens(List.of());

  private final List<Token> all;

  /** Whose a token is. */
  public record Holder(String name, AccessRole role) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /**
     * @throws IllegalArgumentException if the name is not of lower-case letters, digits and dashes,
     *     at most 32
     */
    public Holder {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a name is of lower-case letters, digits and dashes, at most 32, was '" + name + "'");
      }
    }
  }

  /** Kept as bytes, because every request is compared with all of them. */
  private static final class Token {
    private final Holder holder;
    private final byte[] hash;

    Token(Holder holder, byte[] hash) {
      this.holder = holder;
      this.hash = hash;
    }
  }

  private Tokens(List<Token> all) {
    this.all = List.copyOf(all);
  }

  /** What stands in a list of tokens for this one. */
  public static String line(Holder holder, String token) {
    return "%s %s sha256:%s"
        .formatted(holder.name(), holder.role().text(), HexFormat.of().formatHex(hash(token)));
  }

  /**
   * Reads a list, an entry per line or separated by commas; empty lines and those that begin with #
   * say nothing.
   *
   * @param origin what it is called in the message
   * @throws ConfigException if an entry is none, there are more than {@link #MOST}, or two
   *     contradict each other; the message does not have what stands there
   */
  static Tokens parse(String text, String origin) {
    List<Token> tokens = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\\R|,", -1)) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        tokens.add(token(line.strip(), origin + ", line " + number));
      }
    }
    return of(tokens, origin);
  }

  private static Token token(String line, String place) {
    Matcher matcher = LINE.matcher(line);
    try {
      if (matcher.matches()) {
        return new Token(
            new Holder(matcher.group(1), AccessRole.of(matcher.group(2))),
            HexFormat.of().parseHex(matcher.group(3)));
      }
    } catch (IllegalArgumentException e) {
      // Said below, without what stands there: it may be a token.
    }
    throw new ConfigException(
        "%s must be %s, ROLE one of %s; 'rinha-cli token new' makes one"
            .formatted(place, SHAPE, String.join(", ", AccessRole.texts())));
  }

  private static Tokens of(List<Token> tokens, String origin) {
    if (tokens.size() > MOST) {
      throw new ConfigException(
          "%s has %s tokens, must be at most %s"
              .formatted(origin, String.valueOf(tokens.size()), String.valueOf(MOST)));
    }
    for (Token one : tokens) {
      for (Token other : tokens) {
        Holder holder = one.holder;
        if (holder.name().equals(other.holder.name()) && !holder.equals(other.holder)) {
          throw new ConfigException(
              "%s has the name %s in two roles: give each its own"
                  .formatted(origin, holder.name()));
        }
        if (one != other && MessageDigest.isEqual(one.hash, other.hash)) {
          throw new ConfigException(
              "%s has one token twice, as %s and as %s: leave one out"
                  .formatted(origin, holder.name(), other.holder.name()));
        }
      }
    }
    return new Tokens(tokens);
  }

  /**
   * Reads a list from a file.
   *
   * @throws ConfigException if it cannot be read, is larger than 64 KB, or as above
   */
  static Tokens read(String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MOST_BYTES) {
        throw new ConfigException(
            "access.tokens-file '%s' must have at most %s bytes"
                .formatted(file, String.valueOf(MOST_BYTES)));
      }
      return parse(Files.readString(path), "access.tokens-file '" + file + "'");
    } catch (IOException | RuntimeException e) {
      if (e instanceof ConfigException complaint) {
        throw complaint;
      }
      throw new ConfigException("access.tokens-file '" + file + "' cannot be read as text");
    }
  }

  /** These and those. */
  Tokens and(Tokens others, String origin) {
    List<Token> both = new ArrayList<>(all);
    both.addAll(others.all);
    return of(both, origin);
  }

  /** These alone, by the token. */
  public static Tokens of(Map<String, Holder> holders) {
    return new Tokens(
        holders.entrySet().stream()
            .map(entry -> new Token(entry.getValue(), hash(entry.getKey())))
            .toList());
  }

  /** A new token that nobody can guess. */
  public static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return "rinha_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether nobody has one. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The names that have this role, each once. */
  public List<String> names(AccessRole role) {
    return all.stream()
        .map(token -> token.holder)
        .filter(holder -> holder.role() == role)
        .map(Holder::name)
        .distinct()
        .toList();
  }

  /** Whose this is. Takes as long for one that is nearly right as for any other. */
  public Optional<Holder> holder(String token) {
    if (token.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    byte[] hash = hash(token);
    Optional<Holder> found = Optional.empty();
    for (Token one : all) {
      if (MessageDigest.isEqual(hash, one.hash)) {
        found = Optional.of(one.holder);
      }
    }
    return found;
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return all.size() + " tokens";
  }
}
