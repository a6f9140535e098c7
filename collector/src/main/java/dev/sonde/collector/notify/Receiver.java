package dev.sonde.collector.notify;

/**
 * Somebody who is told. Immutable.
 *
 * @param name unique in a configuration
 */
public record Receiver(String name, Channel channel) {}
