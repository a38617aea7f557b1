package dev.rinha.service.http;

import dev.rinha.service.config.AccessRole;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/** What an endpoint does, and with it who may ask for that. */
enum Permission {
  /** Tells nothing that is not in the documentation, and changes nothing: everybody. */
  PUBLIC(),

  /** Has a payment executed. */
  OFFER(AccessRole.CLIENT),

  /** Tells of one payment whose id somebody knows, or that there is no such endpoint. */
  ASK(AccessRole.CLIENT, AccessRole.READER, AccessRole.OPERATOR),

  /** Tells of all payments, or of how the service does. */
  READ(AccessRole.READER, AccessRole.OPERATOR),

  /** Changes what is there. */
  ACT(AccessRole.OPERATOR);

  private final Set<AccessRole> roles;

  Permission(AccessRole... roles) {
    this.roles = Set.of(roles);
  }

  boolean isFor(AccessRole role) {
    return roles.contains(role);
  }

  /** Whether nobody needs a token where these roles need none. */
  boolean isOpen(Collection<AccessRole> open) {
    return this == PUBLIC || !Collections.disjoint(roles, open);
  }
}
