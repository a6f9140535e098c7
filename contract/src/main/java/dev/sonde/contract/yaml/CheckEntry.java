package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Check;

/**
 * A check and how it was written, for problems that show only beside other sections.
 *
 * @param written its block; values of {@code defaults} have the place of the block
 */
public record CheckEntry(Check check, MappingView written) {}
