package dev.rinha.core.store.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;

/** Writes commands that wait for the thread of the connection in one system call. Immutable. */
final class FlushTogether implements NettyCustomizer {

  /** Redis is not to wait for its first command until all of a long row are encoded. */
  private static final int MOST_COMMANDS = 32;

  @Override
  public void afterChannelInitialized(Channel channel) {
    channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_COMMANDS, true));
  }
}
