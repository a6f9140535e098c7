package dev.sonde.agent.probe.dialogue;

/** How what a peer says hangs together. */
public enum Flow {
    /** Bytes without bounds: an answer may come in pieces, and several in one. */
    STREAM,
    /** Messages: an answer is in one of them, those before it are passed over. */
    MESSAGES,
    /** Datagrams: each is an answer, and a wrong one cannot be made good by the next. */
    DATAGRAMS
}
