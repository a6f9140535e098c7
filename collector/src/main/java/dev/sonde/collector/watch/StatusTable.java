package dev.sonde.collector.watch;

import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.contract.check.CheckName;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was last found about each check, and which checks time alone may change: the restless ones, among them those of
 * which nothing was found yet. A round copies a few kilobytes of it, however large the statuses are. Immutable; any thread.
 */
public final class StatusTable {
    static final StatusTable EMPTY = of(List.of());

    private final Map<CheckName, Integer> positions;
    private final @Nullable CheckStatus[] statuses;
    private final BitSet restless;
    private final int nextTurn;
    private final int judged;

    private StatusTable(
            Map<CheckName, Integer> positions,
            @Nullable CheckStatus[] statuses,
            BitSet restless,
            int nextTurn,
            int judged) {
        this.positions = positions;
        this.statuses = statuses;
        this.restless = restless;
        this.nextTurn = nextTurn;
        this.judged = judged;
    }

    /** For these checks, of which nothing has been found yet. */
    static StatusTable of(Collection<CheckName> checks) {
        Map<CheckName, Integer> positions = new HashMap<>();
        checks.forEach(check -> positions.put(check, positions.size()));
        BitSet all = new BitSet();
        all.set(0, positions.size());
        return new StatusTable(positions, new CheckStatus[positions.size()], all, 0, 0);
    }

    /** The check's status; null when there is no such check, or no round has looked at it. */
    public @Nullable CheckStatus get(CheckName check) {
        Integer position = positions.get(check);
        return position == null ? null : statuses[position];
    }

    /** How many checks the round that made it has looked at: what the round cost goes by them. */
    int judged() {
        return judged;
    }

    /** Whether both are of the same checks, by their history: each was made of the other, or both of a third. */
    boolean isOfChecksOf(StatusTable other) {
        return positions == other.positions;
    }

    Draft edit() {
        return new Draft();
    }

    /** The next table in the making. One round; the store's thread. */
    final class Draft {
        private final @Nullable CheckStatus[] next = statuses.clone();
        private final BitSet nextRestless = (BitSet) restless.clone();
        private final BitSet judged = new BitSet();
        private int turn = nextTurn;

        int size() {
            return next.length;
        }

        /** The check's position; -1 if it has none. */
        int positionOf(CheckName check) {
            return positions.getOrDefault(check, -1);
        }

        /** The first check at or behind a position that a round must look at because of the time; -1 if there is none. */
        int restlessFrom(int position) {
            return nextRestless.nextSetBit(position);
        }

        boolean wasJudged(int position) {
            return judged.get(position);
        }

        void put(int position, CheckStatus status, boolean isRestless) {
            next[position] = status;
            nextRestless.set(position, isRestless);
            judged.set(position);
        }

        /** The next of those that are looked at in turn. */
        int nextInTurn() {
            int position = turn;
            turn = turn + 1 == next.length ? 0 : turn + 1;
            return position;
        }

        StatusTable build() {
            return new StatusTable(positions, next, nextRestless, turn, judged.cardinality());
        }
    }
}
