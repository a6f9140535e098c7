/**
 * Where an agent's checks come from, a collector or a directory, and what differs between one assignment and the next, so
 * that only the difference is applied. Knows neither how checks run nor what they find.
 */
@NullMarked
package dev.sonde.agent.assignment;

import org.jspecify.annotations.NullMarked;
