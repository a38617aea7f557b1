package dev.rinha.service.config;

import java.util.regex.Pattern;

/** What can be told from an address alone. */
public final class Address {

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1");

  private Address() {}

  /** Whether nobody reaches that host but from the same machine: a name or number of loopback. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost") || LOOPBACK.matcher(host).matches();
  }
}
