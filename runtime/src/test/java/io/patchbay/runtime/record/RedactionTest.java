package io.patchbay.runtime.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys are in no line, wherever they stand. */
class RedactionTest {
    private static final String KEY = "sk-proj-abcdefghijklmnop";

    private static String wire(EventLines lines, String json) {
        return Objects.requireNonNull(lines.wire(0, new TransportEvent.RawSent(json)));
    }

    @Test
    void keys_are_taken_out_by_the_name_of_their_field() {
        for (String field :
                List.of(
                        "Authorization",
                        "authorization",
                        "proxy-authorization",
                        "api_key",
                        "api-key",
                        "client_secret",
                        "ephemeralKey",
                        "token",
                        "access_token",
                        "password",
                        "handle",
                        "newHandle",
                        "resumption_handle")) {
            String line = wire(EventLines.whole(0), "{\"a\":[{\"" + field + "\":\"opaque42\"}]}");
            assertFalse(line.contains("opaque42"), line);
            assertTrue(line.contains("redacted"), line);
        }
    }

    @Test
    void headers_of_hosted_tools_keep_their_names_only() {
        String line =
                wire(
                        EventLines.whole(0),
                        """
                        {"type":"session.update","session":{"tools":[{"type":"mcp","server_label":"crm",
                        "server_url":"https://user:opaque1@crm.example/mcp?key=opaque2",
                        "authorization":"opaque3","headers":{"X-Customer":"opaque4"}}]}}""");
        assertFalse(line.contains("opaque"), line);
        assertTrue(line.contains("\"X-Customer\":\"redacted\""), line);
        assertTrue(line.contains("https://crm.example/mcp\""), line);
    }

    @Test
    void what_looks_like_a_key_is_taken_out_of_any_text() {
        for (String text :
                List.of(
                        KEY,
                        "ek_abcdef123456",
                        "Bearer abcdefghij0123456789",
                        "Bearer abcdefghijabcdefghijabcdefghijabcdefghij",
                        "Authorization: Bearer abcdef",
                        "authorization='basic abcdef",
                        "Basic dXNlcjpwYXNzd29yZA==",
                        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl")) {
            String line =
                    wire(
                            EventLines.whole(0),
                            "{\"type\":\"x\",\"message\":\"refused: " + text + "!\"}");
            assertFalse(line.contains(text), line);
            assertTrue(line.contains("refused: redacted"), line);
        }
    }

    @Test
    void ordinary_speech_is_no_key() {
        String json =
                "{\"transcript\":\"a basic question about the bearer certificates: is Basic "
                        + "authentication, or the basic 24-hour plan, an authorization problem\"}";
        assertTrue(wire(EventLines.whole(0), json).contains(json));
    }

    @Test
    void a_key_of_a_telephone_is_content_and_no_secret() {
        SessionEvent pressed =
                new SessionEvent.DtmfReceived(new SessionEvent.Stamp(0, 0, null), "5");
        String line = EventLines.whole(0).session(0, pressed);
        assertTrue(line.contains("\"key\":\"5\""), line);
        line = EventLines.journal(0, false).session(0, pressed);
        assertTrue(line.contains("\"key\":\"[1 key]\""), line);
    }

    @Test
    void counts_of_tokens_are_no_keys() {
        String json = "{\"usage\":{\"total_tokens\":12,\"token\":7}}";
        assertTrue(wire(EventLines.whole(0), json).contains(json));
    }

    @Test
    void sound_is_named_by_its_length_in_a_journal() {
        String line =
                wire(
                        EventLines.journal(0, true),
                        "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAAAAAA\"}");
        assertTrue(line.contains("\"audio\":\"[audio 6 bytes]\""), line);
    }

    @Test
    void without_content_the_length_of_words_is_left() {
        String json =
                "{\"type\":\"response.output_audio_transcript.done\",\"item_id\":\"item_1\","
                        + "\"transcript\":\"marzipan\"}";
        String line = wire(EventLines.journal(0, false), json);
        assertFalse(line.contains("marzipan"), line);
        assertTrue(line.contains("[8 characters]") && line.contains("item_1"), line);
        assertTrue(wire(EventLines.journal(0, true), json).contains("marzipan"));
    }

    @Test
    void a_line_says_when_and_which_way() {
        String line = wire(EventLines.whole(1_000_000_000L), "{\"type\":\"x\"}");
        assertEquals(
                "{\"t\":-1.0,\"kind\":\"wire\",\"dir\":\"out\",\"event\":{\"type\":\"x\"}}", line);
    }
}
