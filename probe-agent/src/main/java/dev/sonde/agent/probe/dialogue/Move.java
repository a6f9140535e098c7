package dev.sonde.agent.probe.dialogue;

/** One step of a dialogue, ready to be taken. Immutable. */
sealed interface Move {
    /** Sends a text. */
    record Say(Template template) implements Move {}

    /** Sends bytes, which nobody may change. */
    final class SayBytes implements Move {
        private final byte[] bytes;

        SayBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** Waits until something comes that has this in it. */
    record Hear(Needle needle) implements Move {}

    /** Goes over to TLS. */
    record Secure() implements Move {}
}
