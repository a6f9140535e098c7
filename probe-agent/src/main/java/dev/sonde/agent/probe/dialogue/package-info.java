/**
 * What is said on a connection and what must be answered, step by step, for every protocol that has such a dialogue. Fed
 * with bytes by the protocols' packages, tells them what to send and how it ended; knows neither sockets nor protocols.
 */
@NullMarked
package dev.sonde.agent.probe.dialogue;

import org.jspecify.annotations.NullMarked;
