/**
 * The command line: one class per command, each building the root of agent or collector from its options. Fed by
 * {@code main}; decides nothing about checks, promises or messages.
 */
@NullMarked
package dev.sonde.launcher.command;

import org.jspecify.annotations.NullMarked;
