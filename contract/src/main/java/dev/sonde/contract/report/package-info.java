/**
 * What an agent tells of its checks: intervals of slot words and histograms, evidence, and the batch that carries them
 * in a versioned binary form. Knows nothing of objectives.
 */
@NullMarked
package dev.sonde.contract.report;

import org.jspecify.annotations.NullMarked;
