package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechEngines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The real voice and the real ear: spoken questions, spoken answers. */
class SpokenConversationTest {
    private static final String TOOLS =
            "'instructions':'You run a shop.','tools':[{'type':'function','name':'get_weather','description':"
                    + "'The weather in a city.','parameters':{'type':'object','properties':{'city':{'type':"
                    + "'string','enum':['Paris','London','Oslo']}},'required':['city']}}],";

    private static byte[] speak(Speaker speaker, String text, AudioFormat format) {
        Speech speech = speaker.speak(text);
        AudioConverter converter =
                AudioConverter.between(AudioFormat.pcm16(speech.sampleRate()), format);
        byte[] pcm = Sounds.pcm(speech.samples());
        ByteBuffer out =
                ByteBuffer.allocate(converter.maxOutput(pcm.length) + converter.maxFlush());
        converter.convert(ByteBuffer.wrap(pcm), out);
        converter.flush(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void say(LiveClient client, byte[] sound, AudioFormat format) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        AudioConverter converter = AudioConverter.between(AudioFormat.PCM16_24K, format);
        byte[] quiet = Sounds.pcm(Sounds.hiss(24 * 700));
        ByteBuffer silence = ByteBuffer.allocate(converter.maxOutput(quiet.length));
        int length = converter.convert(ByteBuffer.wrap(quiet), silence);
        all.write(silence.array(), 0, length);
        all.writeBytes(sound);
        all.write(silence.array(), 0, length);
        byte[] bytes = all.toByteArray();
        int frame = format.bytes(100);
        for (int at = 0; at < bytes.length; at += frame) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + frame));
            client.send(
                    "{'type':'input_audio_buffer.append','audio':'"
                            + Base64.getEncoder().encodeToString(piece)
                            + "'}");
        }
    }

    @Test
    void a_spoken_question_calls_the_tool_and_is_answered_in_speech() throws IOException {
        for (AudioFormat format : new AudioFormat[] {AudioFormat.PCM16_24K, AudioFormat.PCMU_8K}) {
            String name = format.equals(AudioFormat.PCMU_8K) ? "audio/pcmu" : "audio/pcm";
            try (Emulator emulator = Emulator.builder().pace(0).start();
                    Speaker user = SpeechEngines.load().speaker();
                    LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime")) {
                client.send(
                        "{'type':'session.update','session':{'type':'realtime',"
                                + TOOLS
                                + "'audio':{'input':{'format':{'type':'"
                                + name
                                + "'},'transcription':{'model':'gpt-4o-transcribe'},'turn_detection':"
                                + "{'type':'server_vad','silence_duration_ms':500}},'output':{'format':{'type':'"
                                + name
                                + "'}}}}}");
                client.await("session.updated");
                say(client, speak(user, "What's the weather in Oslo?", format), format);
                JsonNode call = client.await("response.function_call_arguments.done");
                assertEquals("get_weather", call.path("name").stringValue());
                assertEquals("{\"city\":\"Oslo\"}", call.path("arguments").stringValue());
                client.await("response.done");
                client.send(
                        "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'"
                                + call.path("call_id").stringValue()
                                + "','output':'Sunny, twelve degrees.'}}");
                client.send("{'type':'response.create'}");
                assertTrue(client.await("response.output_audio.delta").path("delta").isString());
                assertEquals(
                        "Sunny, twelve degrees.",
                        client.await("response.output_audio_transcript.done")
                                .path("transcript")
                                .stringValue());
                String heard =
                        client.seen().stream()
                                .filter(
                                        e ->
                                                "conversation.item.input_audio_transcription.completed"
                                                        .equals(e.path("type").stringValue("")))
                                .findFirst()
                                .orElseThrow()
                                .path("transcript")
                                .stringValue();
                // "what's" and "what is" sound much alike
                assertTrue(heard.endsWith("the weather in Oslo"), heard);
            }
        }
    }
}
