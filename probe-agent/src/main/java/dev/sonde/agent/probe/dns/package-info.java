/**
 * Name servers: one question by UDP, TCP or TLS, and whether response code and records are as expected. Messages are read
 * here for the drop-in too. Fed with checks by {@code probe.kinds}; knows nothing of how Sonde resolves names itself.
 */
@NullMarked
package dev.sonde.agent.probe.dns;

import org.jspecify.annotations.NullMarked;
