/**
 * What agent and collector must agree on: the check as its operator wrote it, the words for what can happen,
 * the wire format, strict YAML. It must not know Vert.x, Micrometer or any database.
 */
@NullMarked
package dev.sonde.contract;

import org.jspecify.annotations.NullMarked;
