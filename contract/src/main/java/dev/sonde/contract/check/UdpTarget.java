package dev.sonde.contract.check;

import dev.sonde.contract.check.Dialogue.Step;

/**
 * A UDP port, what is sent to it, and what it must answer. A reply is awaited only if the dialogue expects one. Immutable.
 *
 * @param address where it listens
 * @param network from where and to which addresses
 * @param dialogue what is sent, each text or bytes as one datagram; begins with that, and never goes over to TLS
 * @param expect what is expected of the run's time
 */
public record UdpTarget(Endpoint address, Network network, Dialogue dialogue, Expectation expect) implements Target {
    public UdpTarget {
        if (!beginsWithSend(dialogue)) {
            throw new IllegalArgumentException("dialogue: sends nothing at first (expected: a step that sends)");
        }
        if (dialogue.startsTls()) {
            throw new IllegalArgumentException("dialogue: goes over to TLS (expected: datagrams)");
        }
    }

    /** Whether something is sent before anything is awaited: nobody answers before. */
    public static boolean beginsWithSend(Dialogue dialogue) {
        return !dialogue.steps().isEmpty()
                && (dialogue.steps().get(0) instanceof Step.Send
                        || dialogue.steps().get(0) instanceof Step.SendBytes);
    }

    @Override
    public String protocol() {
        return "udp";
    }

    @Override
    public String shown() {
        return "udp " + address;
    }
}
