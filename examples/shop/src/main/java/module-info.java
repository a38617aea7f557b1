/** Two small shops: what a client of Rinha Payments has to do, and no more. Nobody builds on it. */
module dev.rinha.shop {
  requires static transitive org.jspecify;
  requires java.logging;
  requires java.net.http;
  requires jdk.httpserver;
  requires com.fasterxml.jackson.databind;
  requires dev.rinha.core;
  requires lettuce.core;
  requires standardwebhooks;
}
