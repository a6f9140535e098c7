/**
 * The probes of every protocol, under one roof: the place where a protocol is made known. Fed by the composition root and
 * by the single run; knows no more of a protocol than its name.
 */
@NullMarked
package dev.sonde.agent.probe.kinds;

import org.jspecify.annotations.NullMarked;
