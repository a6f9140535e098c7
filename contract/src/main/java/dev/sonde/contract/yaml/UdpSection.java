package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.UdpTarget;
import java.time.Duration;
import java.util.List;

/** The block {@code udp} of a check as its record. */
final class UdpSection {
    static final Protocol PROTOCOL = Protocol.of(
            "udp",
            "a UDP port, what is sent to it and what it must answer",
            UdpKeys.BLOCK,
            UdpKeys.DEFAULTS,
            UdpSection::target);

    /** In place of one that was refused. */
    private static final Dialogue ANY = new Dialogue(List.of(new Step.SendBytes("00")));

    private UdpSection() {}

    private static UdpTarget target(MappingView udp, Duration timeout, Problems problems) {
        Dialogue dialogue = DialogueKeys.dialogue(udp.get(DialogueKeys.DATAGRAMS), problems);
        if (!UdpTarget.beginsWithSend(dialogue)) {
            problems.error(
                    udp.place(DialogueKeys.DATAGRAMS),
                    "dialogue: sends nothing at first",
                    "send or send_bytes as its first step: over UDP nobody answers before");
            dialogue = ANY;
        }
        MappingView expect = udp.find(UdpKeys.EXPECT);
        return new UdpTarget(
                udp.get(UdpKeys.ADDRESS),
                NetworkKeys.network(udp.find(NetworkKeys.NETWORK), problems),
                dialogue,
                expect == null
                        ? Expectation.NONE
                        : CommonKeys.expectation(expect, UdpKeys.PHASES, false, timeout, problems));
    }
}
