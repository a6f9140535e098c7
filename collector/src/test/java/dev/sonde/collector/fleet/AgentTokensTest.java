package dev.sonde.collector.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.Location;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentTokensTest {
    private final NewToken first = NewToken.draw(new SecureRandom());
    private final NewToken second = NewToken.draw(new SecureRandom());
    private final AgentTokens tokens = new AgentTokens(new Fleet(List.of(
            new AgentEntry("eu-1", new Location("eu"), first.hash()),
            AgentEntry.inProcess("local", Location.LOCAL),
            new AgentEntry(
                    "us-1", new Location("us"), TokenHash.parse(second.hash().toString())))));

    @Test
    void owner_isTheAgentWhoseHashTheTokenHas() {
        assertThat(tokens.owner(first.token())).map(AgentEntry::name).contains("eu-1");
        assertThat(tokens.owner(second.token())).map(AgentEntry::name).contains("us-1");
    }

    @Test
    void owner_isNobodyForAWrongTokenAndForTheHashItself() {
        assertThat(tokens.owner(first.token() + "x")).isEmpty();
        assertThat(tokens.owner(first.hash().toString())).isEmpty();
        assertThat(tokens.owner("sonde_")).isEmpty();
    }

    @Test
    void owner_isNeverTheAgentInsideTheProcess() {
        assertThat(tokens.owner("")).isEmpty();
        assertThat(tokens.owner("local")).isEmpty();
    }

    @Test
    void draw_gives256RandomBitsBehindThePrefix() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            NewToken drawn = NewToken.draw(new SecureRandom());
            assertThat(drawn.token()).matches("sonde_[A-Za-z0-9_-]{43}");
            assertThat(drawn.toString()).doesNotContain(drawn.token());
            seen.add(drawn.token());
        }
        assertThat(seen).hasSize(1000);
    }

    @Test
    void hash_isTheSha256OfTheToken() {
        assertThat(TokenHash.of("abc"))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void parse_doesNotRepeatWhatMayBeAToken() {
        assertThatThrownBy(() -> TokenHash.parse(first.token()))
                .hasMessage("token: not a hash (expected: the sha256: line that `sonde token` prints)");
    }
}
