package dev.sonde.collector.notify;

/** How a receiver is reached: one record per kind. */
public sealed interface Channel permits WebhookReceiver {}
