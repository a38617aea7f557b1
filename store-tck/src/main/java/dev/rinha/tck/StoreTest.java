package dev.rinha.tck;

import dev.rinha.core.store.PaymentStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Closes what a test has opened. For whoever runs single suites. */
public abstract class StoreTest implements StoreContract {

  private final List<PaymentStore> opened = new ArrayList<>();

  @Override
  public final PaymentStore store(long maxUnfinished) {
    PaymentStore store = factory().open(maxUnfinished);
    opened.add(store);
    return store;
  }

  /** Closes them. */
  @AfterEach
  public final void closeStores() {
    opened.forEach(PaymentStore::close);
  }
}
