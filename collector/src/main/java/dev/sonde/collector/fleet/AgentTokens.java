package dev.sonde.collector.fleet;

import java.util.Optional;

/**
 * Tells by its token which agent knocks. Every entry is compared, each in constant time, so the time taken tells neither
 * whether a token was right nor whose it was. Immutable.
 */
public final class AgentTokens {
    private final Fleet fleet;

    public AgentTokens(Fleet fleet) {
        this.fleet = fleet;
    }

    /** The agent that owns the token. */
    public Optional<AgentEntry> owner(String token) {
        TokenHash presented = TokenHash.of(token);
        int owner = -1;
        for (int i = 0; i < fleet.agents().size(); i++) {
            TokenHash expected = fleet.agents().get(i).tokenHash();
            if (expected != null && presented.matches(expected)) {
                owner = i;
            }
        }
        return owner < 0 ? Optional.empty() : Optional.of(fleet.agents().get(owner));
    }
}
