/**
 * What the demonstration needs besides the product: endpoints that behave well and badly, a configuration that watches
 * them, and a receiver that verifies what it is told. Loopback only; must not know agent or collector.
 */
@NullMarked
package dev.sonde.launcher.demo;

import org.jspecify.annotations.NullMarked;
