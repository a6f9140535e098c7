package dev.sonde.collector.api;

/** Answers one kind of request. Runs on a worker and may block. */
@FunctionalInterface
interface Endpoint {
    Answer answer(Call call) throws Refusal;
}
