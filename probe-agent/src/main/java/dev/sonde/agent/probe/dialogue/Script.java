package dev.sonde.agent.probe.dialogue;

import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.util.ArrayList;
import java.util.List;

/** A dialogue that is ready to be held: secrets in place, expressions compiled. Immutable. */
public final class Script {
    private final List<Move> moves;
    private final int lastSecure;

    private Script(List<Move> moves) {
        this.moves = List.copyOf(moves);
        int last = -1;
        for (int at = 0; at < moves.size(); at++) {
            last = moves.get(at) instanceof Move.Secure ? at : last;
        }
        this.lastSecure = last;
    }

    /** Reads what the dialogue refers to. Blocks: not for event loops. */
    public static Script read(Dialogue dialogue, Preparation preparation) throws UnresolvedSecretException {
        List<Move> moves = new ArrayList<>();
        for (Step step : dialogue.steps()) {
            moves.add(move(step, preparation));
        }
        return new Script(moves);
    }

    private static Move move(Step step, Preparation preparation) throws UnresolvedSecretException {
        if (step instanceof Step.Send send) {
            return new Move.Say(Template.read(send.text(), preparation));
        }
        if (step instanceof Step.SendBytes send) {
            return new Move.SayBytes(send.bytes());
        }
        if (step instanceof Step.Expect expect) {
            return new Move.Hear(Needle.Expression.of(expect.expression()));
        }
        if (step instanceof Step.ExpectBytes expect) {
            return new Move.Hear(new Needle.Bytes(expect.bytes()));
        }
        return new Move.Secure();
    }

    /** Whether nothing is said and nothing awaited. */
    public boolean isEmpty() {
        return moves.isEmpty();
    }

    List<Move> moves() {
        return moves;
    }

    /** Whether a step from this one on goes over to TLS. */
    boolean securesFrom(int position) {
        return position <= lastSecure;
    }
}
