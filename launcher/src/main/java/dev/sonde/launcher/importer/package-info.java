/**
 * Configurations of other monitors as YAML of ours: of blackbox_exporter with its Prometheus, and of Gatus. Fed by their
 * files, used by the command {@code import}; what it writes has been read back by the contract's reader, and what it
 * could not carry over it names with its place. Must not know how checks are run.
 */
@NullMarked
package dev.sonde.launcher.importer;

import org.jspecify.annotations.NullMarked;
