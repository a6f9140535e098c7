/**
 * What the demonstration needs besides the product: endpoints that behave well and badly, a configuration that watches
 * them, and a receiver that verifies what it is told. Loopback only; of the product it knows the signature on messages.
 */
@NullMarked
package dev.sonde.launcher.demo;

import org.jspecify.annotations.NullMarked;
