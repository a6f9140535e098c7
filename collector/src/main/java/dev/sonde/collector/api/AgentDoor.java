package dev.sonde.collector.api;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;

/** Tells which agent knocks. Event loop; takes microseconds. */
final class AgentDoor {
    private final Assignment assignment;

    AgentDoor(Assignment assignment) {
        this.assignment = assignment;
    }

    /** The agent whose token the request bears. */
    AgentEntry identify(Knock knock) throws Refusal {
        String token = knock.bearerToken();
        if (token == null) {
            throw PostGuard.unauthorized("no token (expected: Authorization: Bearer and the agent's token)");
        }
        return assignment
                .owner(token)
                .orElseThrow(
                        () -> PostGuard.unauthorized(
                                "token: of no agent (expected: the token whose hash is in agents, as `sonde token` printed it)"));
    }
}
