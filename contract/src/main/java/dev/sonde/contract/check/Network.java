package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * From where and to which of a name's addresses a run goes. Immutable.
 *
 * @param prefer the family tried first; null leaves the choice to the resolver's order
 * @param fallback whether the other family will do if the name has no address of the preferred one
 * @param sourceAddress a literal address of the agent's machine to dial from; null leaves it to the system
 * @param addresses how many of the resolved addresses a run probes
 * @param rule how many of them must be good, if all are probed
 */
public record Network(
        @Nullable IpFamily prefer,
        boolean fallback,
        @Nullable String sourceAddress,
        Addresses addresses,
        Rule rule) {
    public static final Network DEFAULT = new Network(null, true, null, Addresses.FIRST, Rule.ALL);

    /** Which of the resolved addresses a run probes. */
    public enum Addresses {
        /** The first that is dialled, as any client does. */
        FIRST("first"),
        /** Each of them. */
        ALL("all");

        private final String label;

        Addresses(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    /** When a run over several addresses is good. */
    public enum Rule {
        ALL("all"),
        ANY("any"),
        /** More than half of them. */
        QUORUM("quorum");

        private final String label;

        Rule(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    public Network {
        if (sourceAddress != null && !Endpoint.isAddress(sourceAddress)) {
            throw new IllegalArgumentException(
                    "source address: " + sourceAddress + " (expected: an IPv4 or IPv6 address)");
        }
    }
}
