//! What stands on the paper.

use crate::{PRESS, folder, samples, solid, stranger, words};
use paper::seal::Key;
use paper::{Document, Fault, Fonts, Licence, Pair, Permit, Press, ScopePart, SealMark, Verify, bind, qr_svg};
use std::path::PathBuf;
use std::thread;

/// The text that poppler reads from the printed document; none where poppler is not installed.
fn text_of(test: &str, document: &Document) -> Option<String> {
    let folder = folder(test);
    std::fs::write(folder.join("paper.pdf"), PRESS.print(document).unwrap()).unwrap();
    Some(words(&stranger(&folder, "pdftotext", &["-raw", "paper.pdf", "-"])?))
}

#[test]
fn every_paper_is_opened_by_poppler_and_its_qr_read_at_150_dpi() {
    let key = Key::generate();
    for (name, document) in samples::all(&key) {
        let folder = folder(&format!("qr_of_{name}"));
        std::fs::write(folder.join("paper.pdf"), bind(PRESS.print(&document).unwrap(), &key)).unwrap();
        let Some(output) = stranger(
            &folder,
            "pdftoppm",
            &["-r", "150", "-png", "-f", "1", "-l", "1", "-singlefile", "paper.pdf", "page"],
        ) else {
            return;
        };
        words(&output);
        assert!(output.stderr.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let Some(output) = stranger(&folder, "zbarimg", &["--raw", "-q", "page.png"]) else {
            return;
        };
        assert_eq!(words(&output).trim(), samples::REFERENCE, "{name}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let key = Key::generate();
    let fresh = Press::new(Fonts::system().unwrap());
    for (name, document) in samples::all(&key) {
        let first = PRESS.print(&document).unwrap();
        assert_eq!(PRESS.print(&document).unwrap(), first, "{name} printed twice");
        assert_eq!(fresh.print(&document).unwrap(), first, "{name} printed by another press");
    }
}

#[test]
fn threads_share_one_press() {
    let key = Key::generate();
    let names: Vec<String> = (0..4).map(|n| format!("杭州市第{n}食品有限公司")).collect();
    let alone: Vec<Vec<u8>> = names
        .iter()
        .map(|name| PRESS.print(&Document::Licence(samples::licence(&key, name))).unwrap())
        .collect();
    let together: Vec<Vec<u8>> = thread::scope(|scope| {
        let threads: Vec<_> = names
            .iter()
            .map(|name| scope.spawn(|| PRESS.print(&Document::Licence(samples::licence(&key, name))).unwrap()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(alone, together);
}

#[test]
fn a_licence_says_what_the_data_say() {
    let key = Key::generate();
    let Some(text) = text_of(
        "licence_text",
        &Document::Licence(samples::licence(&key, "杭州市滨江区𠮷龘火锅有限公司")),
    ) else {
        return;
    };
    let text = solid(&text);
    for words in [
        "营业执照",
        "统一社会信用代码",
        "91330108MA2K7H8D4X",
        "杭州市滨江区𠮷龘火锅有限公司",
        "有限责任公司（自然人投资或控股）",
        "欧阳龘",
        "壹佰万元整",
        "2026年11月24日",
        "长期",
        "许可项目：餐饮服务；食品销售",
        "以审批结果为准",
        "一般项目：外卖递送服务",
        "核验网址：zhunying.example.gov.cn/verify",
        "演",
        "示",
        &format!("密钥{}", key.id()),
    ] {
        assert!(text.contains(words), "{words} is not on the licence:\n{text}");
    }
}

#[test]
fn without_the_mark_of_a_demonstration_no_watermark_is_printed() {
    let key = Key::generate();
    let licence = Licence {
        demo: false,
        ..samples::licence(&key, "甲")
    };
    let Some(text) = text_of("no_watermark", &Document::Licence(licence)) else {
        return;
    };
    assert!(!text.contains('演') && !text.contains('示'), "{text}");
}

#[test]
fn a_name_is_printed_to_the_letter_and_never_read_as_markup() {
    let key = Key::generate();
    let name = r##"#panic()$x$*a*_b_@c<d>[e]"f"'g'\u{41}//h/*i*/`j`=k--l...~m&n;{o}https://p"##;
    let documents = [
        Document::Licence(samples::licence(&key, name)),
        Document::Permit(Permit {
            fields: vec![Pair {
                label: name.to_owned(),
                value: name.to_owned(),
            }],
            ..samples::permit(&key)
        }),
        Document::Letter(paper::Letter {
            addressee: name.to_owned(),
            paragraphs: vec![name.to_owned()],
            ..samples::refusal()
        }),
        Document::Notice(paper::Notice {
            place: name.to_owned(),
            ..samples::notice(1)
        }),
    ];
    for (n, document) in documents.iter().enumerate() {
        let Some(text) = text_of(&format!("markup_{n}"), document) else {
            return;
        };
        assert!(solid(&text).contains(name), "{name} is not in:\n{text}");
    }
}

#[test]
fn rare_characters_are_printed_and_unprintable_ones_named() {
    let fonts = Fonts::system().unwrap();
    assert!(fonts.missing("𠮷龘靐齉䲜·—（）〔〕“”℃㎡").is_empty());
    assert_eq!(fonts.missing("张\u{323AF}三\u{323AF}"), ['\u{323AF}']);
    let key = Key::generate();
    let fault = PRESS
        .print(&Document::Licence(samples::licence(&key, "张\u{323AF}三")))
        .unwrap_err();
    assert!(matches!(&fault, Fault::Glyph(missing) if *missing == ['\u{323AF}']));
    assert!(fault.to_string().contains("U+323AF"), "{fault}");
}

#[test]
fn invisible_characters_are_refused_like_unprintable_ones() {
    let key = Key::generate();
    for hidden in ['\u{202E}', '\u{200B}', '\u{FEFF}', '\u{0}', '\n'] {
        let fault = PRESS
            .print(&Document::Licence(samples::licence(&key, &format!("甲{hidden}乙"))))
            .unwrap_err();
        assert!(matches!(&fault, Fault::Glyph(missing) if *missing == [hidden]), "{fault}");
    }
}

#[test]
fn a_notice_of_three_pages_numbers_them() {
    let Some(text) = text_of("notice_pages", &Document::Notice(samples::notice(3))) else {
        return;
    };
    let pages: Vec<String> = text.trim_end_matches('\u{c}').split('\u{c}').map(solid).collect();
    assert_eq!(pages.len(), 3);
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("第{}页共3页", n + 1)), "{page}");
        assert!(page.contains("告知〔2026〕330108-000417"));
    }
}

/// However the pages break, and wherever a table runs over.
#[test]
fn a_notice_of_any_length_is_printed() {
    for matters in [0, 1, 2, 4, 5, 7, 10, 15] {
        PRESS.print(&Document::Notice(samples::notice(matters))).unwrap();
    }
    let Some(text) = text_of("notice_long", &Document::Notice(samples::notice(15))) else {
        return;
    };
    let text = solid(&text);
    assert_eq!(text.matches("为何要办").count(), 15);
    assert_eq!(text.matches("人员考核记录").count(), 15);
}

/// A value longer than a page runs on and is not cut at the page's end.
#[test]
fn a_permit_field_longer_than_a_page_runs_on() {
    let key = Key::generate();
    let field = Pair {
        label: "经营项目".to_owned(),
        value: "热食类食品制售；".repeat(250),
    };
    let permit = Permit {
        fields: vec![field],
        ..samples::permit(&key)
    };
    let Some(text) = text_of("permit_runs_on", &Document::Permit(permit)) else {
        return;
    };
    assert_eq!(solid(&text).matches('热').count(), 250);
}

#[test]
fn a_notice_tells_everything_of_each_matter() {
    let Some(text) = text_of("notice_text", &Document::Notice(samples::notice(3))) else {
        return;
    };
    let text = solid(&text);
    for words in [
        "1.食品经营许可（餐饮服务）",
        "实行告知承诺",
        "20个工作日",
        "当场办结",
        "领取营业执照之后、开业之前",
        "您选择了“餐饮服务”",
        "25米以上距离",
        "人员考核记录",
        "免交",
        "与市场监管登记数据核对",
        "《中华人民共和国消防法》第十五条",
        "尚未经主管部门核对",
        "最长承诺时限",
        "H2017",
    ] {
        assert!(text.contains(words), "{words} is not on the notice:\n{text}");
    }
}

#[test]
fn a_letter_carries_number_table_remedy_office_and_date() {
    let Some(text) = text_of("letter_text", &Document::Letter(samples::refusal())) else {
        return;
    };
    let text = solid(&text);
    for words in [
        "不予行政许可决定书",
        "杭滨市监不许〔2026〕12号",
        "2台冷藏柜无温度显示装置。",
        "六十日内",
        "杭州市滨江区市场监督管理局",
        "第1页共1页",
    ] {
        assert!(text.contains(words), "{words} is not on the letter:\n{text}");
    }
}

fn scope(terms: usize) -> Vec<ScopePart> {
    let text = vec!["食用农产品零售（不含国家禁止的项目）"; terms].join("；");
    vec![ScopePart {
        label: "一般项目".to_owned(),
        text,
        closing: "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）。".to_owned(),
    }]
}

#[test]
fn a_long_scope_is_set_smaller_and_never_cut() {
    let key = Key::generate();
    let licence = Licence {
        scope: scope(60),
        ..samples::licence(&key, "甲")
    };
    let Some(text) = text_of("long_scope", &Document::Licence(licence)) else {
        return;
    };
    assert_eq!(text.trim_end_matches('\u{c}').matches('\u{c}').count(), 0, "one page");
    assert_eq!(solid(&text).matches("不含国家禁止的项目").count(), 60);
    let too_long = Licence {
        scope: scope(400),
        ..samples::licence(&key, "甲")
    };
    let fault = PRESS.print(&Document::Licence(too_long)).unwrap_err();
    assert!(fault.to_string().contains("经营范围 does not fit"), "{fault}");
}

#[test]
fn a_permit_with_many_fields_goes_on_to_further_pages() {
    let key = Key::generate();
    let field = Pair {
        label: "经营项目".to_owned(),
        value: "热食类食品制售；冷食类食品制售；自制饮品制售".repeat(4),
    };
    let permit = Permit {
        fields: vec![field; 16],
        ..samples::permit(&key)
    };
    let Some(text) = text_of("long_permit", &Document::Permit(permit)) else {
        return;
    };
    let text = solid(&text);
    assert!(text.contains("第1页共3页") && text.contains("第3页共3页"));
}

#[test]
fn a_seal_takes_any_name_of_an_office() {
    let key = Key::generate();
    for name in ["局", "浙江省杭州市滨江区长河街道综合行政执法与便民服务中心（行政审批局）"] {
        let mark = SealMark {
            authority: name.to_owned(),
            caption: None,
        };
        PRESS
            .print(&Document::Licence(Licence {
                seal: mark,
                ..samples::licence(&key, "甲")
            }))
            .unwrap();
    }
}

#[test]
fn fonts_that_are_not_there_are_named() {
    let Err(fault) = Fonts::load(&[PathBuf::from("/nowhere/song.ttf")]) else {
        unreachable!("no such file")
    };
    assert!(fault.to_string().contains("/nowhere/song.ttf"));
    let Err(fault) = Fonts::load(&[]) else {
        unreachable!("no font at all")
    };
    assert!(fault.to_string().contains("fonts-noto-cjk"));
}

#[test]
fn a_qr_is_one_inline_picture_and_refuses_what_it_cannot_hold() {
    let svg = qr_svg(samples::REFERENCE).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && !svg.contains("style") && svg.len() < 20_000);
    assert!(matches!(qr_svg(&"长".repeat(2_000)), Err(Fault::Qr(_))));
    let key = Key::generate();
    let verify = Verify {
        url: "x".repeat(5_000),
        ..samples::permit(&key).verify
    };
    assert!(matches!(
        PRESS.print(&Document::Permit(Permit {
            verify,
            ..samples::permit(&key)
        })),
        Err(Fault::Qr(_))
    ));
}
