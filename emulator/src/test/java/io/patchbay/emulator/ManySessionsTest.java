package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManySessionsTest {

    @Test
    void a_hundred_sessions_talk_at_once_and_each_hears_its_own_words() throws IOException {
        int count = 100;
        try (Emulator emulator = TestEngines.emulator().start()) {
            List<LiveClient> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(LiveClient.connect(emulator, "?model=gpt-realtime"));
            }
            for (int i = 0; i < count; i++) {
                clients.get(i)
                        .send(
                                "{'type':'conversation.item.create','item':{'type':'message','role':'user',"
                                        + "'content':[{'type':'input_text','text':'words of session "
                                        + i
                                        + "'}]}}")
                        .send("{'type':'response.create'}");
            }
            for (int i = 0; i < count; i++) {
                assertEquals(
                        "words of session " + i,
                        clients.get(i)
                                .await("response.output_audio_transcript.done")
                                .path("transcript")
                                .stringValue());
            }
            assertEquals(count, emulator.metrics().sessions());
            assertEquals(count, emulator.metrics().responses());
            clients.forEach(LiveClient::close);
        }
    }
}
