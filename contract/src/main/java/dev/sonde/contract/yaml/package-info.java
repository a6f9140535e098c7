/**
 * The operator's YAML, read strictly: a directory becomes positioned views, every problem is noted with file, line and
 * column at once, and {@code defaults} and {@code checks} become records. Sections, keys, types and ranges are described
 * once as data ({@link dev.sonde.contract.yaml.Key}). Must not know what the collector makes of its own sections.
 */
@NullMarked
package dev.sonde.contract.yaml;

import org.jspecify.annotations.NullMarked;
