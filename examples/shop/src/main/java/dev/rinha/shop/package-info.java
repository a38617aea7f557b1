/**
 * How a shop is built on Rinha Payments. Read {@link dev.rinha.shop.HttpShop}, which knows nothing
 * but HTTP, or {@link dev.rinha.shop.LibraryShop}, which has the library in its own process.
 *
 * <p>Both keep to the same four rules, each of which somebody pays for twice without:
 *
 * <ol>
 *   <li>The id of a payment is written down <em>before</em> it is offered: {@link
 *       dev.rinha.shop.OrderBook}.
 *   <li>Where the answer is missing it is offered again under the same id, also after a restart:
 *       {@link dev.rinha.shop.Cashier}.
 *   <li>Being told twice does nothing the second time.
 *   <li>Whoever may have missed something asks.
 * </ol>
 *
 * <p>Execution model: blocking calls on virtual threads.
 */
@NullMarked
package dev.rinha.shop;

import org.jspecify.annotations.NullMarked;
