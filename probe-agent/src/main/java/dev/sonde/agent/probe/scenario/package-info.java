/**
 * Scenarios: HTTP requests one after the other that share cookies and variables, each with its own expectations. Fed by
 * checks; leaves the requests themselves to {@code probe.http} and knows neither sockets nor schedules.
 */
@NullMarked
package dev.sonde.agent.probe.scenario;

import org.jspecify.annotations.NullMarked;
