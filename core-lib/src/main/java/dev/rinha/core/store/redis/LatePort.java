package dev.rinha.core.store.redis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A port of a store of which it is not known yet how many partitions it has: Redis is asked for
 * that when the port is used, not when somebody gets hold of it.
 */
final class LatePort implements InvocationHandler {

  private final Supplier<?> port;

  private LatePort(Supplier<?> port) {
    this.port = port;
  }

  static <P> P of(Class<P> type, Supplier<P> port) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new LatePort(port)));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    Object receiver = method.getDeclaringClass() == Object.class ? this : port.get();
    try {
      return method.invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
