package dev.sonde.agent.blackbox.module;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The encodings that a header {@code Accept-Encoding} asks for, with their weights (RFC 9110, 12.5.3). Immutable. */
record AcceptEncoding(Map<String, Double> weights) {
    static AcceptEncoding of(String header) {
        Map<String, Double> weights = new HashMap<>();
        for (String part : header.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            String name = pieces[0].strip().toLowerCase(Locale.ROOT);
            double weight = 1;
            for (int i = 1; i < pieces.length; i++) {
                String piece = pieces[i].strip().toLowerCase(Locale.ROOT);
                if (piece.startsWith("q=")) {
                    weight = weight(piece.substring(2));
                }
            }
            if (!name.isEmpty()) {
                weights.put(name, weight);
            }
        }
        return new AcceptEncoding(weights);
    }

    private static double weight(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether an answer in this encoding may come. Empty, for none in particular, always may. */
    boolean accepts(String encoding) {
        if (encoding.isEmpty() || weights.isEmpty()) {
            return true;
        }
        Double own = weights.get(encoding);
        Double any = weights.get("*");
        if (own != null) {
            return own > 0;
        }
        return any != null ? any > 0 : encoding.equals("identity");
    }
}
