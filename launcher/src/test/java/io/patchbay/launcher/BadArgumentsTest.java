package io.patchbay.launcher;

import io.patchbay.emulator.Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake on the command line gets one line that says what is wrong. */
class BadArgumentsTest {

    @SuppressWarnings("NullAway.Init")
    private static Emulator emulator;

    @TempDir Path folder;

    @BeforeAll
    static void serve() throws Exception {
        emulator = Emulator.builder().pace(0).start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static String url() {
        return emulator.webSocketUri() + "?model=gpt-realtime";
    }

    private static Ran talk(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "talk";
        arguments[1] = "--url";
        arguments[2] = url();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Ran.patchbay(arguments);
    }

    private static Ran talkTo(String url) {
        return Ran.patchbay("talk", "--text", "hello", "--url", url);
    }

    @Test
    void openai_itself_wants_a_key() {
        Ran.patchbay("talk", "--text", "hello").failed(1, "no key", "OPENAI_API_KEY");
    }

    @Test
    void a_text_that_is_no_address() {
        talkTo("not an address").failed(2, "--url", "'not an address'", "wss://");
    }

    @Test
    void an_address_without_a_scheme() {
        talkTo("api.openai.com/v1/realtime").failed(2, "--url", "wss://");
    }

    @Test
    void an_address_without_a_host() {
        talkTo("ws:///v1/realtime").failed(2, "--url", "no host");
        talkTo("ws://").failed(2, "--url");
    }

    @Test
    void an_address_of_the_web() {
        talkTo("http://127.0.0.1:8765/v1").failed(2, "--url", "http", "ws://");
    }

    @Test
    void an_address_with_an_impossible_port() {
        talkTo("ws://127.0.0.1:99999/v1/realtime").failed(2, "99999");
    }

    @Test
    void a_conversation_that_everybody_could_read() {
        talkTo("ws://example.com/v1/realtime").failed(2, "not encrypted", "example.com");
    }

    @Test
    void nothing_to_say() {
        talk().failed(2, "nothing to say", "--in", "--text");
    }

    @Test
    void a_file_that_is_no_wav() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "This is no sound at all.");
        talk("--in", file.toString()).failed(1, file.toString(), "not a WAV file", "ffmpeg");
    }

    @Test
    void an_empty_file() throws Exception {
        Path file = Files.createFile(folder.resolve("empty.wav"));
        talk("--in", file.toString()).failed(1, file.toString(), "empty");
    }

    @Test
    void a_file_that_is_not_there() {
        talk("--in", "nowhere.wav").failed(2, "nowhere.wav", "no such file");
    }

    @Test
    void a_folder_in_place_of_a_file() {
        talk("--in", folder.toString()).failed(2, "folder");
        talk("--text", "hello", "--out", folder.toString()).failed(2, "--out", "folder");
        talk("--text", "hello", "--events", folder.toString()).failed(2, "--events", "folder");
    }

    @Test
    void a_file_in_place_of_a_folder() throws Exception {
        Path file = Files.createFile(folder.resolve("file.txt"));
        for (Path record : new Path[] {file, file.resolve("below")}) {
            talk("--text", "hello", "--record", record.toString())
                    .failed(2, "--record", "file.txt is a file", "name a folder");
        }
    }

    @Test
    void nothing_typed() {
        talk("--text", "").failed(2, "--text", "empty");
    }

    @Test
    void an_output_in_a_folder_that_is_not_there() {
        String file = folder.resolve("nowhere/out").toString();
        talk("--text", "hello", "--out", file).failed(2, "--out", "no folder");
        talk("--text", "hello", "--events", file).failed(2, "--events", "no folder");
        Ran.patchbay("demo", "--out", file).failed(2, "--out", "no folder");
        Ran.patchbay("emulator", "--record", file).failed(2, "--record", "no folder");
    }

    @Test
    void a_transport_that_nobody_offers() {
        talk("--text", "hello", "--transport", "pigeon").failed(1, "'pigeon'", "websocket");
    }

    @Test
    void a_provider_that_nobody_offers() {
        talk("--text", "hello", "--provider", "pigeon").failed(1, "'pigeon'", "openai");
    }

    @Test
    void an_agent_that_nobody_offers() {
        talk("--text", "hello", "--agent", "pigeon").failed(1, "'pigeon'", "concierge");
    }

    @Test
    void a_model_that_the_server_refuses() {
        Ran.patchbay(
                        "talk",
                        "--text",
                        "hello",
                        "--url",
                        emulator.webSocketUri().toString(),
                        "--model",
                        "pigeon")
                .failed(1, "model does not exist");
    }

    @Test
    void an_option_that_does_not_exist() {
        talk("--loud").failed(2, "--loud", "patchbay talk --help");
    }

    @Test
    void an_option_without_its_value() {
        Ran.patchbay("talk", "--text").failed(2, "--text");
    }

    @Test
    void options_that_do_not_go_together() {
        talk("--in", "mic", "--out", folder.resolve("x.wav").toString()).failed(2, "--in mic");
        talk("--text", "hello", "--headset").failed(2, "--headset");
    }

    @Test
    void numbers_that_are_none() {
        talk("--text", "hello", "--patience", "soon").failed(2, "--patience", "soon");
        talk("--text", "hello", "--patience", "0").failed(2, "--patience");
        Ran.patchbay("emulator", "--port", "first").failed(2, "--port", "first");
        Ran.patchbay("emulator", "--port", "70000").failed(2, "port", "65535");
        Ran.patchbay("emulator", "--pace", "-1").failed(2, "pace");
        Ran.patchbay("emulator", "--session-limit", "0").failed(2, "ession");
        Ran.patchbay("run", "--emulator-port", "-3").failed(2, "--emulator-port", "-3");
    }

    @Test
    void a_port_that_is_taken() {
        Ran.patchbay("emulator", "--port", "" + emulator.port())
                .failed(1, "127.0.0.1:" + emulator.port(), "in use");
    }

    @Test
    void a_command_that_does_not_exist_is_answered_with_those_that_do() {
        Ran.patchbay("sing").failed(2, "'sing'", "talk", "emulator", "patchbay --help");
        Ran.patchbay().failed(2, "command", "talk", "emulator");
    }

    @Test
    void telephone_calls_that_nobody_would_hear_of() throws Exception {
        String webhook = "http://127.0.0.1:9/hook";
        String secret = Files.writeString(folder.resolve("secret"), "whsec_c2VjcmV0").toString();
        String empty = Files.writeString(folder.resolve("empty"), " ").toString();
        Ran.patchbay("emulator", "--webhook", webhook).failed(2, "--sip-port");
        emulatorWith(webhook, folder.resolve("none").toString()).failed(2, "--webhook-secret-file");
        emulatorWith(webhook, empty).failed(2, "--webhook-secret-file", "empty");
        emulatorWith("ftp://127.0.0.1/", secret).failed(2, "webhook", "http:");
        Ran.patchbay(
                        "emulator",
                        "--sip-port",
                        "70000",
                        "--webhook",
                        webhook,
                        "--webhook-secret-file",
                        secret)
                .failed(2, "port", "65535");
    }

    private static Ran emulatorWith(String webhook, String secretFile) {
        return Ran.patchbay(
                "emulator",
                "--sip-port",
                "0",
                "--webhook",
                webhook,
                "--webhook-secret-file",
                secretFile);
    }

    @Test
    void what_is_not_plugged_in_is_not_promised() {
        Ran.patchbay("run", "--console-port", "70000").failed(2, "--console-port");
        Ran.patchbay("run", "--console-port", "0", "--no-console").failed(2, "--no-console");
        Ran.patchbay("run", "--sip-port", "70000").failed(2, "--sip-port");
        Ran.patchbay("emulator", "--sip-port", "0").failed(2, "--sip-port", "--webhook");
        Ran.patchbay("run", "--no-console", "--agent", "concierge").failed(2, "--agent", "--shell");
        Ran.patchbay("run", "--config", folder.resolve("nowhere").toString()).failed(2, "--config");
    }

    @Test
    void a_state_that_is_kept_where_plugs_are_watched() throws Exception {
        Path plugs = Files.createDirectory(folder.resolve("plugs"));
        String here = folder.toString();
        Ran.patchbay("run", "--config", here, "--state", here).failed(2, "--state", "plugs");
        Ran.patchbay("run", "--plugs", plugs.toString(), "--state", here).failed(2, "--state");
    }
}
