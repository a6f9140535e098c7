package dev.sonde.collector.api;

import java.time.Duration;

/**
 * How long the server waits for a client.
 *
 * @param firstHead from the connection to the end of the first request's head
 * @param nextHead from the end of an answer, when no other request is under way, to the end of the next one's head
 * @param body from the head to the end of the body
 * @param whole from the head to the end of the answer, long polls included
 * @param silence without a byte in either direction
 */
record Patience(Duration firstHead, Duration nextHead, Duration body, Duration whole, Duration silence) {
    static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(150),
            Duration.ofSeconds(75));
}
