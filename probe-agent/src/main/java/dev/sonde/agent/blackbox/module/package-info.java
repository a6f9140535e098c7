/**
 * The modules of a {@code blackbox.yml}: every key described once as data, read strictly, validated, as records and as
 * text without secrets. Fed by the bytes of a file; knows nothing of probing.
 */
@NullMarked
package dev.sonde.agent.blackbox.module;

import org.jspecify.annotations.NullMarked;
