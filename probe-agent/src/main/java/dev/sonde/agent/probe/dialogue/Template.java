package dev.sonde.agent.probe.dialogue;

import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.contract.check.Placeholders;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text to send, its secrets in place, its marks to be filled in from what a run has captured. Neither secrets nor captured
 * values are searched for marks. Printing shows nothing of it. Immutable.
 */
final class Template {
    /** Most bytes of one text once it is filled in; captured groups may be long and used often. */
    static final int MAX_BYTES = 1024 * 1024;

    private final List<Piece> pieces;

    private record Piece(String text, boolean hasMarks) {}

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** Resolves the secrets. Blocks. */
    static Template read(SecretText text, Preparation preparation) throws UnresolvedSecretException {
        List<Piece> pieces = new ArrayList<>();
        for (SecretText.Part part : text.parts()) {
            if (part instanceof SecretText.Part.Literal literal) {
                pieces.add(new Piece(
                        literal.text(), !Placeholders.in(literal.text()).isEmpty()));
            } else if (part instanceof SecretText.Part.Reference reference) {
                pieces.add(new Piece(
                        preparation.text(new SecretText(reference.secret().toString())), false));
            }
        }
        return new Template(pieces);
    }

    /** The bytes; null if they would be more than {@link #MAX_BYTES}. */
    byte @Nullable [] filled(UnaryOperator<String> captured) {
        int[] left = {MAX_BYTES};
        StringBuilder whole = new StringBuilder();
        for (Piece piece : pieces) {
            whole.append(
                    piece.hasMarks()
                            ? Placeholders.fill(piece.text(), name -> withinBounds(captured.apply(name), left))
                            : piece.text());
        }
        byte[] bytes = whole.toString().getBytes(StandardCharsets.UTF_8);
        return left[0] < 0 || bytes.length > MAX_BYTES ? null : bytes;
    }

    private static String withinBounds(String value, int[] left) {
        left[0] -= value.length();
        return left[0] < 0 ? "" : value;
    }

    @Override
    public String toString() {
        return pieces.size() + " pieces";
    }
}
