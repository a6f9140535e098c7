/**
 * What was expected of an answer, and the first thing about it that is otherwise. Pure: it is handed an answer and hands
 * back a verdict; it knows neither sockets nor schedules.
 */
@NullMarked
package dev.sonde.agent.expect;

import org.jspecify.annotations.NullMarked;
