package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code talk --explain}: what becomes of each wish, without a key and without a network. */
class ExplainTest {

    private static Ran explain(String... more) {
        String[] arguments = new String[2 + more.length];
        arguments[0] = "talk";
        arguments[1] = "--explain";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Ran.patchbay(arguments);
    }

    @Test
    void each_wish_is_a_row_that_says_what_becomes_of_it() {
        Ran ran = explain("--provider", "openai");
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.err().isEmpty(), ran::toString);
        assertTrue(ran.out().startsWith("openai:openai over websocket"), ran::toString);
        assertTrue(
                ran.out().lines().anyMatch(line -> line.matches("wish +asked +what becomes of it")),
                ran::toString);
        assertTrue(
                ran.out()
                        .lines()
                        .anyMatch(line -> line.matches("model's sound +PCM16 24 kHz +native")),
                ran::toString);
    }

    @Test
    void a_named_agents_tools_are_wishes_too() {
        Ran ran = explain("--agent", "concierge");
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.out().lines().anyMatch(line -> line.startsWith("tools ")), ran::toString);
    }

    @Test
    void the_same_as_json() {
        Ran ran = explain("--json");
        assertEquals(0, ran.code(), ran::toString);
        JsonNode plan = JsonMapper.shared().readTree(ran.out());
        assertEquals("openai", plan.path("profile").asString());
        assertTrue(plan.path("opens").asBoolean());
        assertTrue(plan.path("wishes").size() > 10, ran::toString);
        assertEquals("native", plan.path("wishes").path(0).path("becomes").asString());
    }

    @Test
    void a_provider_or_profile_that_does_not_exist_is_answered_with_those_that_do() {
        explain("--provider", "pigeon").failed(1, "'pigeon'", "openai");
        explain("--provider", "openai:pigeon").failed(1, "'pigeon'", "openai");
        explain("--provider", "openai", "--profile", "pigeon").failed(1, "'pigeon'", "openai");
    }

    @Test
    void names_that_are_none() {
        explain("--provider", "openai:").failed(2, "--provider", "NAME:PROFILE");
        explain("--provider", ":openai").failed(2, "--provider", "NAME:PROFILE");
        explain("--provider", "openai:openai", "--profile", "openai").failed(2, "--profile");
        Ran.patchbay("talk", "--text", "x", "--json").failed(2, "--json", "--explain");
    }

    @Test
    void a_transport_that_does_not_exist() {
        explain("--transport", "pigeon").failed(1, "'pigeon'", "websocket");
    }
}
