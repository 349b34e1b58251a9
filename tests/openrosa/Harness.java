// Fills forms with JavaRosa, the engine of ODK Collect, taken out of the pyxform wheel. One command per line on standard
// input, fields divided by tabs; one answer per line on standard output, beginning with "=".
//
//   form PATH            load the XForm; its CSV files stand in the same folder
//   answer NODE VALUE    answer a question; NODE is its name, or name[2] for that of the second member
//   member               add one more repeat
//   get NODE             the value now; "-" where the node is not relevant
//   shown NODE           yes or no: is it relevant
//   lang NAME            switch the language
//   faults               everything that stops the form from being finished: node, what, message, divided by "|"
//   xml                  the finished instance, base64

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.opendatakit.validate.StubPropertyManager;

public class Harness {
    private static final PrintStream SAID = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static File folder = new File(".");

    private FormDef form;
    private FormEntryController entry;
    private FormEntryModel model;

    public static void main(String[] words) throws Exception {
        System.setOut(System.err); // JavaRosa talks; only our answers stand on standard output
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new StubPropertyManager());
        ReferenceManager.instance().addReferenceFactory(new BesideTheForm());
        Harness here = new Harness();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String said;
            try {
                said = here.obey(line.split("\t", -1));
            } catch (Exception error) {
                said = "ERROR " + error;
            }
            SAID.println("=" + said.replace("\n", " "));
        }
    }

    private String obey(String[] words) throws Exception {
        switch (words[0]) {
            case "form": return load(new File(words[1]));
            case "answer": return answer(words[1], words[2]);
            case "member": return addMember();
            case "get": return value(words[1]);
            case "shown": return form.getMainInstance().resolveReference(reference(words[1])).isRelevant() ? "yes" : "no";
            case "lang": entry.setLanguage(words[1]); return "OK";
            case "faults": return String.join("|", faults());
            case "xml": return finished();
            default: throw new IllegalArgumentException(words[0]);
        }
    }

    private String load(File file) throws Exception {
        folder = file.getParentFile();
        String text = Files.readString(file.toPath());
        form = new XFormParser(new StringReader(text)).parse();
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        entry = new FormEntryController(model);
        return "OK";
    }

    // --- finding a question by its name -----------------------------------------------------------------------------

    private TreeReference reference(String node) {
        List<TreeReference> found = new ArrayList<>();
        String name = node.replaceAll("\\[.*", "");
        int member = node.contains("[") ? Integer.parseInt(node.replaceAll(".*\\[|\\]", "")) : 1;
        collect(form.getMainInstance().getRoot(), name, found);
        if (found.size() < member) {
            throw new IllegalArgumentException("no node " + node);
        }
        return found.get(member - 1);
    }

    private void collect(TreeElement element, String name, List<TreeReference> found) {
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE) {
                continue;
            }
            if (child.getName().equals(name)) {
                found.add(child.getRef());
            }
            collect(child, name, found);
        }
    }

    private FormIndex index(TreeReference wanted) {
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!at.isEndOfFormIndex()) {
            at = model.incrementIndex(at);
            if (at.isInForm() && model.getEvent(at) == FormEntryController.EVENT_QUESTION
                    && at.getReference().equals(wanted)) {
                return at;
            }
        }
        throw new IllegalArgumentException("no question " + wanted);
    }

    // --- answering --------------------------------------------------------------------------------------------------

    private String answer(String node, String text) {
        FormIndex at = index(reference(node));
        FormEntryPrompt prompt = model.getQuestionPrompt(at);
        return told(prompt, entry.answerQuestion(at, text.isEmpty() ? null : data(prompt, text), true));
    }

    private IAnswerData data(FormEntryPrompt prompt, String text) {
        int control = prompt.getControlType();
        if (control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI) {
            List<Selection> picked = Arrays.stream(text.split(" ")).map(value -> pick(prompt, value)).collect(Collectors.toList());
            return control == Constants.CONTROL_SELECT_ONE ? new SelectOneData(picked.get(0)) : new SelectMultiData(picked);
        }
        if (control == Constants.CONTROL_TRIGGER || prompt.getDataType() == Constants.DATATYPE_BINARY) {
            return new StringData(text);
        }
        return AnswerDataFactory.templateByDataType(prompt.getDataType()).cast(new UncastData(text));
    }

    private Selection pick(FormEntryPrompt prompt, String value) {
        for (SelectChoice choice : prompt.getSelectChoices()) {
            if (choice.getValue().equals(value)) {
                return choice.selection();
            }
        }
        throw new IllegalArgumentException("no choice " + value);
    }

    private String told(FormEntryPrompt prompt, int result) {
        if (result == FormEntryController.ANSWER_CONSTRAINT_VIOLATED) {
            return "CONSTRAINT " + prompt.getConstraintText();
        }
        return result == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY ? "REQUIRED " + requiredText(prompt) : "OK";
    }

    private String requiredText(FormEntryPrompt prompt) {
        for (TreeElement attribute : prompt.getBindAttributes()) {
            if (attribute.getName().equals("requiredMsg")) {
                String text = attribute.getAttributeValue();
                return text.startsWith("jr:itext('") ? form.getLocalizer().getLocalizedText(text.substring(10, text.length() - 2)) : text;
            }
        }
        return "";
    }

    private String addMember() {
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!at.isEndOfFormIndex()) {
            at = model.incrementIndex(at);
            if (model.getEvent(at) == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                entry.newRepeat(at);
                return "OK";
            }
        }
        throw new IllegalArgumentException("no repeat");
    }

    private String value(String node) {
        TreeElement element = form.getMainInstance().resolveReference(reference(node));
        if (!element.isRelevant()) {
            return "-";
        }
        return element.getValue() == null ? "" : element.getValue().uncast().getString();
    }

    // --- finishing --------------------------------------------------------------------------------------------------

    private List<String> faults() {
        List<String> found = new ArrayList<>();
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!at.isEndOfFormIndex()) {
            at = model.incrementIndex(at);
            if (at.isInForm() && model.getEvent(at) == FormEntryController.EVENT_QUESTION && model.isIndexRelevant(at)) {
                FormEntryPrompt prompt = model.getQuestionPrompt(at);
                String told = told(prompt, entry.answerQuestion(at, prompt.getAnswerValue(), true));
                if (!told.equals("OK")) {
                    found.add(at.getReference().getNameLast() + " " + told);
                }
            }
        }
        return found;
    }

    private String finished() throws Exception {
        entry.finalizeFormEntry();
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
        return Base64.getEncoder().encodeToString(xml);
    }

    // --- the lists beside the form ----------------------------------------------------------------------------------

    private static class BesideTheForm extends PrefixedRootFactory {
        BesideTheForm() {
            super(new String[] {"file-csv"});
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            return new FileBeside(new File(folder, terminal), uri);
        }
    }

    private static class FileBeside implements Reference {
        private final File file;
        private final String uri;

        FileBeside(File file, String uri) {
            this.file = file;
            this.uri = uri;
        }

        public boolean doesBinaryExist() { return file.exists(); }
        public InputStream getStream() throws java.io.IOException { return new FileInputStream(file); }
        public String getURI() { return uri; }
        public String getLocalURI() { return file.getAbsolutePath(); }
        public boolean isReadOnly() { return true; }
        public OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
        public void remove() { throw new UnsupportedOperationException(); }
        public Reference[] probeAlternativeReferences() { return new Reference[0]; }
    }
}
